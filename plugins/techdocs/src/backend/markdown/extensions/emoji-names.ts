import github from 'markdown-it-emoji/lib/data/full.mjs'

/** The character that a name stands for: GitHub's names, and those that only EmojiOne has, which MkDocs uses. */
export function findEmoji(name: string): string | undefined {
  const known = ofGitHub.get(name) ?? ofEmojiOne.get(name)
  if (known) return known
  const [, country] = /^flag_([a-z]{2})$/.exec(name) ?? []
  if (country) return String.fromCodePoint(...[...country].map((letter) => letter.charCodeAt(0) - 97 + firstOfFlags))
  const [, base = '', tone] = /^(.+)_tone([1-5])$/.exec(name) ?? []
  const person = ofGitHub.get(base) ?? ofEmojiOne.get(base)
  if (!person) return undefined
  const [first, ...rest] = person.replaceAll('\uFE0F', '')
  return [first, String.fromCodePoint(lightest + Number(tone) - 1), ...rest].join('')
}

const ofGitHub = new Map(Object.entries(github))

/** `A` as a flag shows it. */
const firstOfFlags = 0x1f1e6
/** The first of five colours of skin. */
const lightest = 0x1f3fb

const ofEmojiOne = new Map(
  `
admission_tickets=🎟️ airplane_arriving=🛬 airplane_departure=🛫 airplane_small=🛩️ anger_right=🗯️ archery=🏹 atom=⚛️
back_of_hand=🤚 ballot_box_with_ballot=🗳️ basketball_player=⛹️ beach=🏖️ beach_with_umbrella=🏖️ bellhop=🛎️ biohazard_sign=☣️
blue_circle=🔵 bottle_with_popping_cork=🍾 boxing_gloves=🥊 calendar_spiral=🗓️ call_me=🤙 camera_with_flash=📸 card_box=🗃️
cartwheel=🤸 champagne_glass=🥂 cheese_wedge=🧀 city_dusk=🌆 clinking_glass=🥂 clock=🕰️ cloud_lightning=🌩️ cloud_rain=🌧️
cloud_snow=🌨️ cloud_tornado=🌪️ cloud_with_tornado=🌪️ clown=🤡 compression=🗜️ congo=🇨🇩 construction_site=🏗️ cooking=🍳
couch=🛋️ couple_mm=👨‍❤️‍👨 couple_with_heart_mm=👨‍❤️‍👨 couple_with_heart_ww=👩‍❤️‍👩 couple_ww=👩‍❤️‍👩
couplekiss_mm=👨‍❤️‍💋‍👨 couplekiss_ww=👩‍❤️‍💋‍👩 cowboy=🤠 cricket_bat_ball=🏏 cross=✝️ cruise_ship=🛳️ dagger_knife=🗡️
derelict_house_building=🏚️ desktop=🖥️ dividers=🗂️ double_vertical_bar=⏸️ dove_of_peace=🕊️ drool=🤤 drum_with_drumsticks=🥁
eject=⏏️ eject_symbol=⏏️ expecting_woman=🤰 eye_in_speech_bubble=👁‍🗨 face_palm=🤦 face_with_cowboy_hat=🤠
face_with_rolling_eyes=🙄 family_mmb=👨‍👨‍👦 family_mmbb=👨‍👨‍👦‍👦 family_mmg=👨‍👨‍👧 family_mmgb=👨‍👨‍👧‍👦
family_mmgg=👨‍👨‍👧‍👧 family_mwbb=👨‍👩‍👦‍👦 family_mwg=👨‍👩‍👧 family_mwgb=👨‍👩‍👧‍👦 family_mwgg=👨‍👩‍👧‍👧
family_wwb=👩‍👩‍👦 family_wwbb=👩‍👩‍👦‍👦 family_wwg=👩‍👩‍👧 family_wwgb=👩‍👩‍👧‍👦 family_wwgg=👩‍👩‍👧‍👧 fencer=🤺
fencing=🤺 film_frames=🎞️ fingers_crossed=🤞 first_place=🥇 first_place_medal=🥇 flag_black=🏴 flag_white=🏳️ flame=🔥 flan=🍮
fleur-de-lis=⚜️ fork_and_knife_with_plate=🍽️ fork_knife_plate=🍽️ fox=🦊 frame_photo=🖼️ frame_with_picture=🖼️ french_bread=🥖
frowning2=☹️ gay_pride_flag=🏳🌈 glass_of_milk=🥛 goal=🥅 golfer=🏌️ grandma=👵 hammer_pick=⚒️ hand_splayed=🖐️
hand_with_index_and_middle_finger_crossed=🤞 handball=🤾 head_bandage=🤕 heart_exclamation=❣️
heavy_heart_exclamation_mark_ornament=❣️ helmet_with_cross=⛑️ helmet_with_white_cross=⛑️ hockey=🏒 homes=🏘️ hot_dog=🌭
house_abandoned=🏚️ house_buildings=🏘️ hugging=🤗 hugging_face=🤗 island=🏝️ juggler=🤹 juggling=🤹 karate_uniform=🥋 kayak=🛶
key2=🗝️ keycap_asterisk=*️⃣ kiss_mm=👨‍❤️‍💋‍👨 kiss_ww=👩‍❤️‍💋‍👩 kiwi=🥝 kiwifruit=🥝 left_facing_fist=🤛 left_fist=🤛
levitate=🕴️ liar=🤥 lifter=🏋️ linked_paperclips=🖇️ lion_face=🦁 lower_left_ballpoint_pen=🖊️ lower_left_crayon=🖍️
lower_left_fountain_pen=🖋️ lower_left_paintbrush=🖌️ male_dancer=🕺 man_in_business_suit_levitating=🕴️ mantlepiece_clock=🕰️
map=🗺️ medal=🏅 microphone2=🎙️ military_medal=🎖️ milk=🥛 money_mouth=🤑 mother_christmas=🤶 motorbike=🛵 motorboat=🛥️
mouse_three_button=🖱️ nerd=🤓 newspaper2=🗞️ next_track=⏭️ notepad_spiral=🗒️ octagonal_sign=🛑 oil=🛢️ om_symbol=🕉️ paella=🥘
park=🏞️ peace=☮️ pen_ballpoint=🖊️ pen_fountain=🖋️ person_doing_cartwheel=🤸 person_frowning=🙍 person_with_ball=⛹️
person_with_blond_hair=👱 person_with_pouting_face=🙎 play_pause=⏯️ poo=💩 previous_track=⏮️ projector=📽️ pudding=🍮
race_car=🏎️ racing_motorcycle=🏍️ radioactive_sign=☢️ railroad_track=🛤️
raised_hand_with_part_between_middle_and_ring_fingers=🖖 regional_indicator_a=🇦 regional_indicator_b=🇧 regional_indicator_c=🇨
regional_indicator_d=🇩 regional_indicator_e=🇪 regional_indicator_f=🇫 regional_indicator_g=🇬 regional_indicator_h=🇭
regional_indicator_i=🇮 regional_indicator_j=🇯 regional_indicator_k=🇰 regional_indicator_l=🇱 regional_indicator_m=🇲
regional_indicator_n=🇳 regional_indicator_o=🇴 regional_indicator_p=🇵 regional_indicator_q=🇶 regional_indicator_r=🇷
regional_indicator_s=🇸 regional_indicator_t=🇹 regional_indicator_u=🇺 regional_indicator_v=🇻 regional_indicator_w=🇼
regional_indicator_x=🇽 regional_indicator_y=🇾 regional_indicator_z=🇿 reversed_hand_with_middle_finger_extended=🖕 rhino=🦏
right_facing_fist=🤜 right_fist=🤜 robot_face=🤖 rolled_up_newspaper=🗞️ rolling_eyes=🙄 rolling_on_the_floor_laughing=🤣
salad=🥗 satellite_orbital=🛰️ saudi=🇸🇦 saudiarabia=🇸🇦 scales=⚖️ scooter=🛴 second_place=🥈 second_place_medal=🥈
shaking_hands=🤝 shelled_peanut=🥜 shopping_bags=🛍️ shopping_trolley=🛒 sick=🤢 sign_of_the_horns=🤘 skeleton=💀
skull_crossbones=☠️ sleeping_accommodation=🛌 sleuth_or_spy=🕵️ slight_frown=🙁 slight_smile=🙂 sneeze=🤧
snow_capped_mountain=🏔️ snowman2=☃️ speaking_head_in_silhouette=🗣️ speech_left=🗨️ spiral_calendar_pad=🗓️ spiral_note_pad=🗒️
sports_medal=🏅 spy=🕵️ stuffed_pita=🥙 table_tennis=🏓 thermometer_face=🤒 thinking_face=🤔 third_place=🥉 third_place_medal=🥉
three_button_mouse=🖱️ thumbdown=👎 thumbup=👍 thunder_cloud_and_rain=⛈️ thunder_cloud_rain=⛈️ timer=⏲️ tone1=🏻 tone2=🏼
tone3=🏽 tone4=🏾 tone5=🏿 tools=🛠️ track_next=⏭️ track_previous=⏮️ u5272=🈹 u5408=🈴 u55b6=🈺 u6307=🈯️ u6708=🈷️ u6709=🈶
u7121=🈚️ u7533=🈸 u7981=🈲 u7a7a=🈳 umbrella2=☂️ umbrella_on_ground=⛱️ unicorn_face=🦄 upside_down=🙃 urn=⚱️ vulcan=🖖
waving_black_flag=🏴 waving_white_flag=🏳️ weight_lifter=🏋️ whisky=🥃 white_frowning_face=☹️ white_sun_behind_cloud=🌥️
white_sun_behind_cloud_with_rain=🌦️ white_sun_cloud=🌥️ white_sun_rain_cloud=🌦️ white_sun_small_cloud=🌤️
white_sun_with_small_cloud=🌤️ wilted_rose=🥀 wind_blowing_face=🌬️ worship_symbol=🛐 wrestlers=🤼 zipper_mouth=🤐
`
    .trim()
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [name = '', character = ''] = pair.split('=')
      return [name, character]
    }),
)
