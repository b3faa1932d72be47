import { chromium } from '@playwright/test'
const base = process.argv[2]
const browser=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']})
const page=await browser.newPage({viewport:{width:1440,height:900}}); page.setDefaultTimeout(8000)
page.on('pageerror',e=>console.log('ERR',e.message)); page.on('console',m=>{if(['error','warning'].includes(m.type()))console.log('console',m.text().slice(0,300))})
const shot=n=>page.screenshot({path:`/tmp/tw/ed-${n}.png`})
try {
await page.goto(base+'/create/edit'); await page.getByRole('button',{name:'Begin a template'}).waitFor(); await page.waitForTimeout(500); await shot('open')
await page.getByRole('button',{name:'Begin a template'}).click()
await page.getByLabel('Name').fill('shop'); await page.waitForTimeout(300); await shot('form')
await page.getByRole('button',{name:'Review'}).click()
await page.locator('.scf-wizard').getByRole('button',{name:'Dry run'}).click()
await page.getByText('Written by a template.').waitFor(); await shot('run')
await page.getByRole('button',{name:'Show skeleton/README.md'}).click(); await page.locator('.cm-content').click(); await page.keyboard.press('Control+End'); await page.keyboard.type('More.\n'); 
await page.getByRole('button',{name:'Run again'}).click(); await page.getByText('+ More.').waitFor(); await shot('diff')
await page.emulateMedia({colorScheme:'dark'}); await shot('diff-dark')
await page.getByRole('button',{name:'Show template.yaml'}).click(); await page.locator('.cm-content').click(); await page.keyboard.press('Control+End'); await page.keyboard.type('  bad: ${{ parameters.nmae | shout }}\n'); await page.waitForTimeout(500)
await page.evaluate(()=>document.querySelector('.editor-trial')?.scrollIntoView()); await shot('problems-dark'); await page.emulateMedia({colorScheme:'light'})
await page.goto(base+'/create/edit'); await page.getByLabel('Template',{exact:true}).selectOption('Web page'); await page.getByRole('button',{name:'Show template.yaml'}).waitFor(); await page.waitForTimeout(800); await shot('catalog'); console.log(page.url())
await page.setViewportSize({width:390,height:844}); await page.waitForTimeout(300); console.log(await page.locator('html').evaluate(h=>h.scrollWidth)); await page.screenshot({path:'/tmp/tw/ed-phone.png',fullPage:true})
} catch(e){ console.log(e.message.slice(0,600)); await shot('fail') }
await browser.close()
